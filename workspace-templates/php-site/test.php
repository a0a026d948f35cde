<?php

declare(strict_types=1);

require __DIR__ . '/src/greeting.php';

foreach (['' => 'Hello', ' Ada ' => 'Hello, Ada'] as $name => $expected) {
    if (greeting((string) $name) !== $expected) {
        fwrite(STDERR, "failed: greeting of '$name'\n");
        exit(1);
    }
}
echo "all tests passed\n";
