package dev.gantry.plugins.leak;

import java.util.List;

/**
 * What holds a class loader, from a root to the loader.
 *
 * @param root where it begins
 * @param steps objects on the way, the first being what the root refers to; the last is the loader
 * @param soft whether a soft reference is among them, which the JVM cuts when memory gets scarce
 */
record Trail(Root root, List<Step> steps, boolean soft) {

    /** What is alive for itself. */
    sealed interface Root {}

    /** A static field of a class that is not the plugin's. */
    record StaticField(String type, String field) implements Root {}

    /**
     * A thread.
     *
     * @param at the first frame of its stack that is not the JDK's, or {@code null}
     */
    record OfThread(String name, String at) implements Root {}

    /**
     * A local variable of a thread.
     *
     * @param at its frame, or {@code null}
     */
    record Local(String thread, String at) implements Root {}

    /** Native code. */
    record Native() implements Root {}

    /** Something in the JVM, such as a monitor. */
    record Other() implements Root {}

    /**
     * An object on the way.
     *
     * @param type its class; for a class, that class
     * @param what what it is
     * @param own whether it is the plugin's
     * @param via where it refers to the next one: a field, {@code []}, or a word in angle brackets
     */
    record Step(String type, What what, boolean own, String via) {}

    /** Kinds of objects. */
    enum What {
        OBJECT,
        CLASS,
        LOADER
    }
}
