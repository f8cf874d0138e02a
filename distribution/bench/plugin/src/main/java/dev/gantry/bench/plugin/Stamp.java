package dev.gantry.bench.plugin;

/** Knows the revision from its own code: the driver writes each version's number into the class. */
final class Stamp {

    private Stamp() {}

    static String read() {
        return "stamp-00000000";
    }
}
