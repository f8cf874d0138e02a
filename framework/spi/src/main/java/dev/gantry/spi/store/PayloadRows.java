package dev.gantry.spi.store;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.List;

/**
 * What the rows of a store say of payloads that are in files. For one thread at a time; every call
 * throws {@link dev.gantry.spi.run.GantryException} {@code UNAVAILABLE} if the store cannot be
 * read.
 */
@ProviderType
public interface PayloadRows {

    /** What the column of a row begins with whose payload is in a file. */
    String MARK = "@payload ";

    /**
     * A run of which something is in files.
     *
     * @param params what its row has instead of its parameters; {@code null} if they are in the row
     * @param output the same of its result
     */
    record Row(long run, String params, String output) {}

    /** Some of those above a run, the next ones, by run; empty if there are no more. */
    List<Row> after(long run);

    /** Those of some runs that have something in files; at most a thousand. */
    List<Row> of(Collection<Long> runs);
}
