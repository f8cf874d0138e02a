package dev.gantry.plugins.leak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a leak watch needs of the JVM. */
interface Jvm {

    /** What it collected so far. */
    Collections collections();

    /** After so many collections of young objects one is old for sure. */
    int tenuring();

    /** Asks it for a collection, and waits until it is over; it may be told not to listen. */
    void collect();

    /** Bytes of the heap in use. */
    long used();

    /** Writes the living objects to a file that is not there yet; stops all threads for it. */
    void dump(Path file) throws IOException;

    /** The stacks of the platform threads. */
    Map<Thread, List<String>> stacks();
}
