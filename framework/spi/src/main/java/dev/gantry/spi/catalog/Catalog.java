package dev.gantry.spi.catalog;

import dev.gantry.spi.run.FieldError;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;

/** What plugins contribute. Thread-safe; never blocks for long. */
@ProviderType
public interface Catalog {

    /** All contributions of a kind, also those that no active plugin offers now; by id. */
    List<Contribution> list(Kind kind);

    /** One contribution; empty if no plugin ever offered it. */
    Optional<Contribution> find(Kind kind, String id);

    /**
     * What is wrong with an input, by the schema on record.
     *
     * @param json the input
     * @return empty if it fits
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND} if the contribution is not known
     */
    List<FieldError> validate(Kind kind, String id, String json);

    /**
     * The right to call the active provider; where new work is routed is decided here.
     *
     * @throws NoProviderException if no active revision offers it
     */
    Lease lease(Kind kind, String id) throws NoProviderException;
}
