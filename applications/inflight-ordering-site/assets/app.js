fetch("config.json")
  .then((answer) => answer.json())
  .then((config) => fetch(config.api_url + "/menu"))
  .then((answer) => answer.json())
  .then((menu) => {
    document.getElementById("menu").textContent = menu.items.join(", ");
  });
