package dev.gantry.spi.store;

import dev.gantry.spi.config.Settings;

import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files with large parameters and results, for whoever looks after the store that refers to
 * them. Thread-safe.
 */
@ProviderType
public interface RunPayloads {

    /**
     * Reads all files that a store refers to, and counts those that it does not. Work may go on
     * meanwhile: what is removed with its run is not told as damage. Needs little memory, however
     * many there are.
     *
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store, or the folder as
     *     a whole, cannot be read
     */
    PayloadCheck check(PayloadRows rows);

    /**
     * Keeps all files that are there, until that is closed by the same thread: who removes some
     * waits.
     */
    Hold hold();

    /**
     * Puts each file that a store refers to into a folder, in which it has the same place as in its
     * own: as another name of the same file where the file system allows that, as files are never
     * written again; else as a copy. Those that are there already are left. All of it is on disk
     * when this returns.
     *
     * @param to made, for Gantry's user alone, when there is something to put into it
     * @param earlier a folder that this was done with before, whose files need not be copied again;
     *     {@code null} if there is none
     * @throws IOException if it cannot be written
     * @throws dev.gantry.spi.run.GantryException {@code UNAVAILABLE} if the store cannot be read
     */
    PayloadCopy copy(PayloadRows rows, Path to, Path earlier) throws IOException;

    /** Where a Gantry's are. */
    static Path folder(Settings settings) {
        return settings.home().resolve(settings.text("gantry.payload.dir", "data/payloads"));
    }

    /** How many characters parameters and results of a Gantry may have. */
    static int longest(Settings settings) {
        return (int) settings.number("gantry.engine.payload.max", 16 << 20, 1024, 1 << 28);
    }

    /** While it is open, no file is removed. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
