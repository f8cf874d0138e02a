package dev.gantry.launcher.cli;

/** A command whose answer can be watched; {@link Commands} gives it the options of it. */
interface Watched {}
