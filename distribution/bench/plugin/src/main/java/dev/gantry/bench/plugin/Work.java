package dev.gantry.bench.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The work itself, the same under Gantry and under its peer. */
final class Work {
    private static final int LONG_MILLIS = 100;

    private Work() {}

    /** Leaves a line, works, and returns the number of the revision at the start and at the end. */
    static String[] work(Path log, String id, int millis) throws IOException, InterruptedException {
        String before = Stamp.read();
        Files.writeString(
                log,
                id + " " + before + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (millis > 0) {
            Thread.sleep(millis);
        }
        return new String[] {before, millis < LONG_MILLIS ? Stamp.read() : Closing.read()};
    }
}
