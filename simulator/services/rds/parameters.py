"""The parameters of parameter groups, by family.

Sources: "Working with parameters on your RDS for PostgreSQL DB instance" and "Parameters for MySQL", for what they list;
else the engines' own manuals: what can be set only when the server starts is static on RDS.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from .engines import FAMILIES, POSTGRESQL


def _parameter(
    kind: str,
    default: str | None,
    apply: str = "dynamic",
    allowed: str = "",
    description: str = "",
    fixed: bool = False,
) -> dict[str, Any]:
    shown = {"DataType": kind, "ApplyType": apply, "IsModifiable": not fixed, "Description": description}
    if allowed:
        shown["AllowedValues"] = allowed
    if default is not None:
        shown["ParameterValue"] = default
    return shown


# Parameters that RDS gives a value of its own, or that take only some values; the source of such a value is "system".
_KNOWN: dict[str, dict[str, dict[str, Any]]] = {
    "postgres": {
        "autovacuum_max_workers": _parameter("integer", "GREATEST({DBInstanceClassMemory/64371566592},3)", "static"),
        "default_transaction_isolation": _parameter(
            "string", None, allowed="serializable, repeatable read, read committed, read uncommitted"
        ),
        "idle_in_transaction_session_timeout": _parameter("integer", "86400000", allowed="0-2147483647"),
        "lock_timeout": _parameter("integer", None, allowed="0-2147483647"),
        "log_connections": _parameter("boolean", None, allowed="0,1"),
        "log_disconnections": _parameter("boolean", None, allowed="0,1"),
        "log_lock_waits": _parameter("boolean", None, allowed="0,1"),
        "log_min_duration_statement": _parameter("integer", None, allowed="-1-2147483647"),
        "log_min_messages": _parameter(
            "string", None, allowed="debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic"
        ),
        "log_statement": _parameter("string", None, allowed="none,ddl,mod,all"),
        "log_temp_files": _parameter("integer", None, allowed="-1-2147483647"),
        "maintenance_work_mem": _parameter("integer", "GREATEST({DBInstanceClassMemory*1024/63963136},65536)"),
        "max_connections": _parameter("integer", "LEAST({DBInstanceClassMemory/9531392},5000)", "static", "6-262143"),
        "password_encryption": _parameter("string", "scram-sha-256", allowed="md5,scram-sha-256"),
        "pg_stat_statements.track": _parameter("string", None, allowed="none,top,all"),
        "pgaudit.log": _parameter("list", None, allowed="ddl,function,misc,read,role,write,none,all,-ddl,-misc"),
        "pgaudit.role": _parameter("string", None),
        "rds.force_autovacuum_logging_level": _parameter("string", "warning"),
        "rds.force_ssl": _parameter("boolean", "1", allowed="0,1"),
        "rds.log_retention_period": _parameter("integer", "4320", allowed="1440-10080"),
        "rds.logical_replication": _parameter("boolean", "0", "static", "0,1"),
        "server_encoding": _parameter("string", "UTF8", fixed=True),
        "shared_buffers": _parameter("integer", "{DBInstanceClassMemory/32768}", "static", "16-1073741823"),
        "shared_preload_libraries": _parameter(
            "list",
            "pg_stat_statements",
            "static",
            "auto_explain,orafce,pgaudit,pglogical,pg_bigm,pg_cron,pg_hint_plan,pg_prewarm,pg_similarity,"
            "pg_stat_statements,pg_tle,pg_transport,plprofiler,pgactive",
        ),
        "ssl_min_protocol_version": _parameter("string", "TLSv1.2", allowed="TLSv1,TLSv1.1,TLSv1.2,TLSv1.3"),
        "statement_timeout": _parameter("integer", None, allowed="0-2147483647"),
        "timezone": _parameter("string", "UTC"),
        "track_io_timing": _parameter("boolean", "1", allowed="0,1"),
        "work_mem": _parameter("integer", None, allowed="64-2147483647"),
    },
    "mysql": {
        "character_set_server": _parameter("string", None),
        "collation_server": _parameter("string", None),
        "general_log": _parameter("boolean", None, allowed="0,1"),
        "innodb_buffer_pool_size": _parameter("integer", "{DBInstanceClassMemory*3/4}"),
        "log_bin_trust_function_creators": _parameter("boolean", None, allowed="0,1"),
        "log_output": _parameter("string", "FILE", allowed="TABLE,FILE,NONE"),
        "long_query_time": _parameter("float", None, allowed="0-31536000"),
        "max_connections": _parameter("integer", "{DBInstanceClassMemory/12582880}", allowed="1-100000"),
        "require_secure_transport": _parameter("boolean", "0", allowed="0,1"),
        "slow_query_log": _parameter("boolean", None, allowed="0,1"),
        "time_zone": _parameter("string", None),
        "tls_version": _parameter("list", "TLSv1.2,TLSv1.3", "static", "TLSv1.2,TLSv1.3"),
    },
}

# The others, by data type: name, and "!" behind those that are static.
_POSTGRES = {
    "boolean": """
        array_nulls auto_explain.log_analyze auto_explain.log_buffers auto_explain.log_nested_statements
        auto_explain.log_settings auto_explain.log_timing auto_explain.log_triggers auto_explain.log_verbose
        auto_explain.log_wal autovacuum check_function_bodies cron.log_run! cron.log_statement!
        cron.use_background_workers! debug_pretty_print debug_print_parse debug_print_plan debug_print_rewritten
        default_transaction_deferrable default_transaction_read_only enable_async_append enable_bitmapscan
        enable_gathermerge enable_hashagg enable_hashjoin enable_incremental_sort enable_indexonlyscan enable_indexscan
        enable_material enable_memoize enable_mergejoin enable_nestloop enable_parallel_append enable_parallel_hash
        enable_partition_pruning enable_partitionwise_aggregate enable_partitionwise_join enable_seqscan enable_sort
        enable_tidscan escape_string_warning geqo hot_standby_feedback jit log_checkpoints log_duration
        log_executor_stats log_hostname log_parser_stats log_planner_stats log_replication_commands log_statement_stats
        log_truncate_on_rotation parallel_leader_participation pg_hint_plan.enable_hint
        pg_stat_statements.save pg_stat_statements.track_planning pg_stat_statements.track_utility pgaudit.log_catalog
        pgaudit.log_client pgaudit.log_parameter pgaudit.log_relation pgaudit.log_statement_once
        quote_all_identifiers rds.adaptive_autovacuum rds.custom_dns_resolution! rds.restrict_password_commands!
        standard_conforming_strings synchronize_seqscans track_activities track_commit_timestamp! track_counts
        track_wal_io_timing transform_null_equals update_process_title wal_compression
    """,
    "integer": """
        authentication_timeout auto_explain.log_min_duration autovacuum_analyze_threshold autovacuum_freeze_max_age!
        autovacuum_multixact_freeze_max_age! autovacuum_naptime autovacuum_vacuum_cost_limit
        autovacuum_vacuum_insert_threshold autovacuum_vacuum_threshold autovacuum_work_mem bgwriter_delay
        bgwriter_lru_maxpages checkpoint_timeout checkpoint_warning client_connection_check_interval commit_delay
        commit_siblings cron.max_running_jobs! deadlock_timeout default_statistics_target effective_cache_size
        effective_io_concurrency extra_float_digits from_collapse_limit geqo_effort geqo_generations geqo_pool_size
        geqo_threshold gin_fuzzy_search_limit gin_pending_list_limit idle_session_timeout jit_above_cost
        jit_inline_above_cost jit_optimize_above_cost join_collapse_limit log_autovacuum_min_duration log_file_mode
        log_min_duration_sample log_parameter_max_length log_parameter_max_length_on_error log_rotation_age
        log_rotation_size log_startup_progress_interval logical_decoding_work_mem maintenance_io_concurrency
        max_files_per_process! max_locks_per_transaction! max_logical_replication_workers!
        max_parallel_maintenance_workers max_parallel_workers max_parallel_workers_per_gather
        max_pred_locks_per_transaction! max_prepared_transactions! max_replication_slots! max_slot_wal_keep_size
        max_stack_depth max_standby_archive_delay max_standby_streaming_delay max_sync_workers_per_subscription
        max_wal_senders! max_wal_size max_worker_processes! min_parallel_index_scan_size min_parallel_table_scan_size
        min_wal_size pg_stat_statements.max! rds.rds_superuser_reserved_connections! tcp_keepalives_count
        tcp_keepalives_idle tcp_keepalives_interval tcp_user_timeout temp_buffers temp_file_limit
        track_activity_query_size! vacuum_cost_limit vacuum_cost_page_dirty vacuum_cost_page_hit vacuum_cost_page_miss
        vacuum_failsafe_age vacuum_freeze_min_age vacuum_freeze_table_age vacuum_multixact_failsafe_age
        vacuum_multixact_freeze_min_age vacuum_multixact_freeze_table_age wal_buffers! wal_keep_size
        wal_receiver_status_interval wal_receiver_timeout wal_sender_timeout wal_writer_delay
    """,
    "float": """
        auto_explain.sample_rate autovacuum_analyze_scale_factor autovacuum_vacuum_cost_delay
        autovacuum_vacuum_insert_scale_factor autovacuum_vacuum_scale_factor bgwriter_lru_multiplier
        checkpoint_completion_target cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost cursor_tuple_fraction
        geqo_seed geqo_selection_bias hash_mem_multiplier log_statement_sample_rate log_transaction_sample_rate
        parallel_setup_cost parallel_tuple_cost random_page_cost seq_page_cost vacuum_cost_delay
    """,
    "string": """
        application_name auto_explain.log_format auto_explain.log_level backslash_quote bytea_output client_encoding
        client_min_messages compute_query_id constraint_exclusion cron.database_name! datestyle default_tablespace
        default_text_search_config default_toast_compression huge_pages! intervalstyle lc_messages lc_monetary lc_numeric
        lc_time log_destination log_error_verbosity log_filename log_line_prefix log_min_error_statement log_timezone
        pg_hint_plan.debug_print pgaudit.log_level plan_cache_mode postgis.gdal_enabled_drivers
        rds.accepted_password_auth_method rds.allowed_extensions search_path session_replication_role ssl_ciphers
        ssl_max_protocol_version synchronous_commit temp_tablespaces track_functions xmlbinary xmloption
    """,
}
_MYSQL = {
    "boolean": """
        automatic_sp_privileges explicit_defaults_for_timestamp innodb_adaptive_hash_index
        innodb_buffer_pool_dump_at_shutdown innodb_buffer_pool_dump_now innodb_buffer_pool_load_at_startup!
        innodb_deadlock_detect innodb_file_per_table innodb_optimize_fulltext_only innodb_print_all_deadlocks
        innodb_random_read_ahead innodb_rollback_on_timeout! innodb_stats_auto_recalc innodb_stats_on_metadata
        innodb_stats_persistent innodb_strict_mode innodb_table_locks keep_files_on_create local_infile
        log_queries_not_using_indexes log_slow_admin_statements low_priority_updates performance_schema! read_only
        skip_name_resolve! skip_show_database! slave_compressed_protocol updatable_views_with_limit
    """,
    "integer": """
        auto_increment_increment auto_increment_offset back_log! binlog_cache_size bulk_insert_buffer_size
        connect_timeout default_week_format eq_range_index_dive_limit ft_max_word_len! ft_min_word_len!
        group_concat_max_len innodb_autoextend_increment innodb_autoinc_lock_mode! innodb_buffer_pool_chunk_size!
        innodb_buffer_pool_instances! innodb_concurrency_tickets innodb_flush_log_at_trx_commit innodb_flush_neighbors
        innodb_ft_max_token_size! innodb_ft_min_token_size! innodb_io_capacity innodb_io_capacity_max
        innodb_lock_wait_timeout innodb_log_buffer_size innodb_log_file_size! innodb_lru_scan_depth
        innodb_max_dirty_pages_pct innodb_online_alter_log_max_size innodb_open_files! innodb_page_cleaners!
        innodb_purge_threads! innodb_read_io_threads! innodb_stats_persistent_sample_pages innodb_sync_array_size!
        innodb_thread_concurrency innodb_write_io_threads! interactive_timeout join_buffer_size key_buffer_size
        lock_wait_timeout lower_case_table_names! max_allowed_packet max_binlog_size max_connect_errors
        max_execution_time max_heap_table_size max_length_for_sort_data max_prepared_stmt_count max_sp_recursion_depth
        max_user_connections min_examined_row_limit net_buffer_length net_read_timeout net_retry_count net_write_timeout
        open_files_limit! optimizer_prune_level optimizer_search_depth preload_buffer_size range_optimizer_max_mem_size
        read_buffer_size read_rnd_buffer_size server_id! sort_buffer_size stored_program_cache sync_binlog
        table_definition_cache table_open_cache table_open_cache_instances! thread_cache_size thread_stack!
        tmp_table_size wait_timeout
    """,
    "string": """
        binlog_checksum binlog_format binlog_row_image character_set_client character_set_connection
        character_set_database character_set_filesystem character_set_results collation_connection
        completion_type concurrent_insert default_storage_engine event_scheduler ft_stopword_file! init_connect
        innodb_change_buffering lc_time_names optimizer_switch optimizer_trace sql_mode
    """,
}
# What only some families have.
_ONLY: dict[str, dict[str, str]] = {
    "postgres14": {"integer": "vacuum_defer_cleanup_age"},
    "postgres15": {"integer": "vacuum_defer_cleanup_age"},
    "mysql8.0": {
        "string": "default_authentication_plugin! transaction_isolation",
        "integer": "default_password_lifetime",
    },
    "mysql8.4": {"string": "authentication_policy transaction_isolation", "integer": "default_password_lifetime"},
    "mariadb10.6": {"string": "tx_isolation"},
    "mariadb10.11": {"string": "tx_isolation"},
    "mariadb11.4": {"string": "transaction_isolation"},
}


def _plain(*tables: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The parameters of the lists above: booleans take 0 and 1."""
    found = {}
    for table in tables:
        for kind, names in table.items():
            for name in names.split():
                apply = "static" if name.endswith("!") else "dynamic"
                found[name.removesuffix("!")] = _parameter(kind, None, apply, "0,1" if kind == "boolean" else "")
    return found


# DocumentDB Developer Guide, managing cluster parameter groups.
_DOCUMENTDB = {
    "audit_logs": _parameter(
        "string", "disabled", allowed="enabled,disabled,ddl,dml_read,dml_write,all,none", description="Auditing"
    ),
    "change_stream_log_retention_duration": _parameter("integer", "10800", allowed="3600-604800"),
    "planner_version": _parameter("float", "1.0", allowed="1.0,2.0"),
    "profiler": _parameter("string", "disabled", allowed="enabled,disabled"),
    "profiler_sampling_rate": _parameter("float", "1.0"),
    "profiler_threshold_ms": _parameter("integer", "100", allowed="50-2147483646"),
    "tls": _parameter("string", "enabled", "static", "enabled,disabled,fips-140-3,tls1.2+,tls1.3+"),
    "ttl_monitor": _parameter("string", "enabled", allowed="enabled,disabled"),
}
# TLS is not forced by default before PostgreSQL 15, and before Aurora PostgreSQL 17.
_WITHOUT_TLS = ("postgres14", "aurora-postgresql14", "aurora-postgresql15", "aurora-postgresql16")


@cache
def parameters_of(family: str) -> dict[str, dict[str, Any]]:
    """The parameters of a family."""
    engine = FAMILIES[family]
    if engine == "docdb":
        return _DOCUMENTDB
    postgres = engine in POSTGRESQL
    known = _KNOWN["postgres" if postgres else "mysql"]
    only = _ONLY.get(family.removeprefix("aurora-").replace("postgresql", "postgres"), {})
    found = {**_plain(_POSTGRES if postgres else _MYSQL, only), **known}
    if family in _WITHOUT_TLS:
        return {**found, "rds.force_ssl": {**found["rds.force_ssl"], "ParameterValue": "0"}}
    return found
