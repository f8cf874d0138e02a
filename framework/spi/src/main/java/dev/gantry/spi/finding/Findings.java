package dev.gantry.spi.finding;

import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.run.Page;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Findings of this Gantry. Thread-safe. All changes are on disk when a call returns. */
@ProviderType
public interface Findings {

    /**
     * Which findings.
     *
     * @param states empty for all
     * @param severities empty for all
     * @param check of this check, or {@code null} for all
     */
    record Query(Set<Finding.State> states, Set<CheckStatus> severities, String check) {

        /** Takes copies. */
        public Query {
            states = Set.copyOf(states);
            severities = Set.copyOf(severities);
        }
    }

    /**
     * Those that fit, the newest first.
     *
     * @param cursor where the part before ended, or {@code null}
     */
    Page<Finding> list(Query query, int limit, String cursor);

    /** How many are not resolved, by severity; those that are zero as well. */
    Map<CheckStatus, Long> open();

    /** One. */
    Optional<Finding> find(String id);

    /**
     * Says that somebody looks after it.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code CONFLICT} if it is
     *     resolved
     */
    Finding acknowledge(String id, String by, String note);

    /**
     * Says yes or no to what a finding would start.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}; {@code CONFLICT} if it waits
     *     for no answer, or could not be started
     */
    Finding answer(String id, boolean yes, String by);

    /** Times in which nothing is found, those that are over as well for a month. */
    List<Maintenance> maintenance();

    /**
     * Makes or changes one.
     *
     * @throws dev.gantry.spi.run.GantryException {@code INVALID} if it is over already
     */
    Maintenance put(Maintenance maintenance);

    /**
     * Ends one now, or takes it back if it did not begin.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}
     */
    void end(String id);
}
