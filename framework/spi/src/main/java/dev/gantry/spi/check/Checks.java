package dev.gantry.spi.check;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Checks. Thread-safe. All changes are on disk when a call returns. */
@ProviderType
public interface Checks {

    /** All, by id. */
    List<Check> list();

    /** One. */
    Optional<Check> find(String id);

    /**
     * Reads a check as people write it, as a JSON object without its id.
     *
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} with all that is wrong, by JSON
     *     pointer
     */
    CheckSpec read(String json);

    /** Writes one as {@link #read} reads it, with all its members. */
    String write(CheckSpec spec);

    /** The JSON Schema (draft 2020-12) of a file of checks. */
    String schema();

    /**
     * Makes or replaces a check; it runs at once, then at its interval.
     *
     * @param id lower-case letters, digits, dots and dashes, at most 100
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad id, {@code REFUSED} for
     *     a configuration that does not fit, a task that is not known or a parent that is not
     *     there, with the fields by JSON pointer; {@code NOT_FOUND} for a detector that no plugin
     *     ever offered, {@code CONFLICT} for another version, and for a check that is from a file
     */
    Check put(String id, CheckSpec spec, OptionalLong ifVersion);

    /**
     * Makes or replaces all checks that a text describes, as a file does; none if one of them is
     * refused.
     *
     * @param name of the text, for messages
     * @param yaml YAML or JSON: {@code checks} with a list below it
     * @param dry whether nothing is changed in any case
     */
    CheckBatch apply(String name, String yaml, boolean dry);

    /**
     * Deletes one and its verdicts, also one that cannot be read.
     *
     * @param ifVersion the version that {@link #find} must show (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code CONFLICT} for another
     *     version, and for a check that is from a file
     */
    void delete(String id, OptionalLong ifVersion);

    /**
     * Has a check rest, or go on.
     *
     * @throws dev.gantry.spi.run.GantryException as {@link #put}; {@code NOT_FOUND}
     */
    Check pause(String id, boolean paused);

    /**
     * Inspects a check now, also one that is paused; if it is being inspected, that counts.
     *
     * @return completes with the verdict; cancel it to wait no longer
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code UNAVAILABLE} where
     *     another node inspects
     */
    CompletableFuture<CheckVerdict> run(String id);

    /** The latest verdicts, newest first; throws {@code NOT_FOUND}. */
    List<CheckVerdict> verdicts(String id, int limit);

    /** What files of checks say that is wrong. */
    List<CheckProblem> problems();
}
