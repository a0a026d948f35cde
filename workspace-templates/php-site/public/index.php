<?php

declare(strict_types=1);

require __DIR__ . '/../src/greeting.php';

$name = is_string($_GET['name'] ?? null) ? $_GET['name'] : '';
?>
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Site</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <main>
    <h1><?= htmlspecialchars(greeting($name)) ?></h1>
    <form>
      <label>Your name <input name="name" value="<?= htmlspecialchars($name) ?>"></label>
      <button>Greet</button>
    </form>
  </main>
</body>
</html>
