package dev.gantry.launcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which version of Gantry served a home before this one.
 *
 * @param file where it is noted
 * @param before empty if it is not known
 * @param now this one
 */
record Lineage(Path file, String before, String now) {
    private static final Logger LOG = LoggerFactory.getLogger(Lineage.class);

    static Lineage of(Home home, String now) throws IOException {
        Path file = home.version();
        return new Lineage(file, Files.exists(file) ? Files.readString(file).strip() : "", now);
    }

    /** Says that it is another one, if it is. */
    void tell() {
        if (changed()) {
            LOG.info("This home was served by Gantry {} before, this is Gantry {}", before, now);
        }
    }

    /** Why it does not start, with the version that did. */
    String failed(String reason) {
        return changed() ? reason + " (Gantry " + before + " served this home last)" : reason;
    }

    /** Notes that this one serves it. */
    void serves() {
        if (!before.equals(now)) {
            try {
                Files.writeString(file, now + "\n");
            } catch (IOException e) {
                LOG.warn("Cannot write {}: {}", file, e.toString());
            }
        }
    }

    private boolean changed() {
        return !before.isEmpty() && !before.equals(now);
    }
}
