<?php

declare(strict_types=1);

function greeting(string $name): string
{
    $name = trim($name);

    return $name === '' ? 'Hello' : "Hello, $name";
}
