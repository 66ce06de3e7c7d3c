"""The rehearsal: an inventory deployed, released, rolled back and destroyed on the simulator, with one report at the end."""
