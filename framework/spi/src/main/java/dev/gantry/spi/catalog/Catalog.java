package dev.gantry.spi.catalog;

import dev.gantry.spi.config.Spelling;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** The values in an input that the schema on record marks as secret, as text. */
    default Set<String> secrets(Kind kind, String id, String json) {
        return Set.of();
    }

    /** An input as it may be shown: without the values that are secret. */
    default String shown(Kind kind, String id, String json) {
        return json;
    }

    /** An input in which what was {@linkplain #shown} for a secret is what {@code before} has. */
    default String restored(Kind kind, String id, String json, String before) {
        return json;
    }

    /**
     * The right to call a provider: the revision that the work is pinned to, else the one that new
     * work goes to now.
     *
     * @throws NoProviderException if no active revision offers it, or the one that the work is
     *     pinned to is being brought back; {@link CatalogListener#changed} tells when that changed
     */
    Lease lease(Kind kind, String id, Selection selection) throws NoProviderException;

    /** A lease for new work of nobody in particular. */
    default Lease lease(Kind kind, String id) throws NoProviderException {
        return lease(kind, id, Selection.NEW);
    }

    /**
     * How many pieces of work of one plugin, all its revisions together, may run at one time; 0 for
     * no limit. A change of it is told as a change of what the plugin offers.
     */
    int limit(String plugin);

    /** What to tell a caller who names something that no plugin ever offered: with the nearest. */
    default GantryException unknown(Kind kind, String id) {
        List<String> ids = list(kind).stream().map(Contribution::id).toList();
        String remedy =
                Spelling.nearest(id, ids)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; drop a plugin that does into bundles/");
        return new GantryException(
                GantryException.Code.NOT_FOUND,
                "no plugin ever offered a " + kind.noun() + " " + id + remedy);
    }
}
