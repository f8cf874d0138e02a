package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What an operator does with the store as a whole. Thread-safe; all calls wait for their end. */
@ProviderType
public interface StoreAdmin {

    /** What the store is. */
    StoreInfo info();

    /**
     * Copies the store as it is at one instant, while work goes on, with the large parameters and
     * results that it refers to: they are put into a folder beside it, of the same name with {@code
     * .payloads} in place of {@code .db}. What retention removes waits meanwhile.
     *
     * @param name a plain file name that ends in {@code .db}; {@code null} for one with the time
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad name; {@code CONFLICT}
     *     if there is a backup of that name, if another one is being made, or if the database is
     *     backed up with tools of its own; {@code UNAVAILABLE} if it cannot be written, in which
     *     case nothing is left behind
     */
    MadeBackup backup(String name);

    /** The backups that are there, the newest first. */
    List<StoreBackup> backups();

    /**
     * Reads the whole store, and all files that it refers to, and says what is damaged. Of a
     * database that is checked with tools of its own, only the files are read.
     *
     * @throws dev.gantry.spi.run.GantryException {@code CONFLICT} if another one is being made;
     *     {@code UNAVAILABLE} if the store cannot be read
     */
    StoreCheck check();

    /**
     * Gives the room that is free back to the disk, in small steps while work goes on. A file that
     * cannot do that is written anew at the next start.
     *
     * @throws dev.gantry.spi.run.GantryException as {@link #backup}
     */
    Compaction compact();
}
