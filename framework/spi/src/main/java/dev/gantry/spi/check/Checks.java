package dev.gantry.spi.check;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks. Thread-safe. All changes are on disk when a call returns. */
@ProviderType
public interface Checks {

    /** All, by id. */
    List<Check> list();

    /** One. */
    Optional<Check> find(String id);

    /**
     * Makes or replaces a check; it runs at once, then at its interval.
     *
     * @param id lower-case letters, digits, dots and dashes, at most 100
     * @param ifVersion the version that must be there (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} for a bad id, {@code REFUSED} for
     *     a configuration that does not fit, {@code NOT_FOUND} for a detector that no plugin ever
     *     offered, {@code CONFLICT} for another version
     */
    Check put(String id, CheckSpec spec, OptionalLong ifVersion);

    /**
     * Deletes one and its verdicts, also one that cannot be read.
     *
     * @param ifVersion the version that {@link #find} must show (0: none), or empty for any
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code CONFLICT} for another
     *     version
     */
    void delete(String id, OptionalLong ifVersion);

    /** The latest verdicts, newest first; throws {@code NOT_FOUND}. */
    List<CheckVerdict> verdicts(String id, int limit);
}
