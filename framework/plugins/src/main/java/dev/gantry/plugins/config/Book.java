package dev.gantry.plugins.config;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredConfig;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is known of one plugin's configuration. Guarded by the lock of {@link Configurations}. */
final class Book {
    final String plugin;
    final List<Slot> slots = new ArrayList<>();

    /** The newest version on disk; {@code null} for none. */
    StoredConfig newest;

    /** What the file said when it was last taken. */
    String said = Values.NONE;

    /** What the file says now; {@code null} if there is none. */
    SettingsFile file;

    /** Why the file is not taken, in one sentence, or {@code null}. */
    String fault;

    /** A revision that was rejected for its configuration, or {@code null}. */
    Waiting waiting;

    /** Grows with whatever may change the outcome of a check. */
    long changes;

    /**
     * A revision that waits. Nothing here knows its classes.
     *
     * @param changes of the book when it was rejected
     */
    record Waiting(String sha256, String json, Schema schema, String sentence, long changes) {

        boolean fits(String values) {
            return SchemaValidator.validate(schema, values).isEmpty();
        }
    }

    Book(String plugin) {
        this.plugin = plugin;
    }

    long version() {
        return newest == null ? 0 : newest.version();
    }

    String values() {
        return newest == null ? Values.NONE : newest.body();
    }

    /** Whether the file says something that was not taken yet. */
    boolean fileChanged() {
        return file != null && file.values() != null && !Values.same(file.values(), said);
    }

    /** Whether the newest version is what the file says now. */
    boolean fromFile() {
        return newest != null
                && newest.by().equals(Configurations.FILE)
                && file != null
                && file.values() != null
                && Values.same(file.values(), newest.body());
    }

    /** Why a revision cannot start, with the place or the command that mends it. */
    String misfit(boolean fromFile, GantryException refusal) {
        if (fromFile) {
            return Sentences.misfit(refusal, file);
        }
        if (newest == null && file != null && file.fault() != null) {
            return "its configuration cannot be read: " + file.fault() + "; correct it";
        }
        return Sentences.misfit(refusal, this);
    }

    /** The slot of the revision that new work goes to; {@code null} if there is none. */
    Slot active(Deployment deployment) {
        String route = deployment.route(plugin);
        return slots.stream().filter(s -> s.ref().sha256().equals(route)).findFirst().orElse(null);
    }

    /** The revision that waits for a configuration now, if one does. */
    private Waiting waiting(Deployment deployment) {
        return waiting != null && deployment.rejected(waiting.sha256()) ? waiting : null;
    }

    /** As it is shown. */
    PluginConfig shown(Deployment deployment) {
        Slot active = active(deployment);
        Waiting waits = waiting(deployment);
        String schema = active != null ? active.type().json() : null;
        String effective = active != null ? active.value().effective() : null;
        String problem = fault;
        if (problem == null && active != null) {
            problem = active.lag();
        }
        if (waits != null) {
            schema = schema == null ? waits.json() : schema;
            problem = problem == null ? waits.sentence() : problem;
            if (active == null && waits.fits(values())) {
                effective = SchemaValidator.complete(waits.schema(), values());
            }
        }
        return new PluginConfig(
                plugin,
                version(),
                values(),
                effective,
                newest == null ? null : Instant.ofEpochMilli(newest.at()),
                newest == null ? null : newest.by(),
                active == null ? null : active.value().version(),
                problem,
                ConfFolder.name(plugin),
                schema);
    }

    /**
     * Refuses what fits neither the active revision nor one that waits.
     *
     * @throws GantryException {@code REFUSED} with the fields
     */
    void accept(
            String values,
            Map<Slot, Slot.Value> fits,
            Map<Slot, GantryException> misfits,
            Deployment deployment) {
        Slot active = active(deployment);
        Waiting waits = waiting(deployment);
        boolean fit = active == null ? !fits.isEmpty() : fits.containsKey(active);
        if (fit || waits != null && waits.fits(values)) {
            return;
        }
        if (active != null) {
            throw refused(misfits.get(active));
        }
        if (!misfits.isEmpty()) {
            throw refused(misfits.values().iterator().next());
        }
        if (waits != null) {
            List<FieldError> errors = SchemaValidator.validate(waits.schema(), values);
            throw refused(new GantryException(Code.REFUSED, Values.told(errors), errors));
        }
        throw new GantryException(
                Code.REFUSED,
                deployment.route(plugin) != null
                        ? plugin + " has no settings: nothing can be set"
                        : "no revision of "
                                + plugin
                                + " is in service that says which settings it has: drop it first");
    }

    private GantryException refused(GantryException why) {
        return new GantryException(
                Code.REFUSED,
                "the configuration of " + plugin + " does not fit: " + Values.told(why),
                why.fields());
    }

    void taken(StoredConfig next) {
        newest = next;
        changes++;
        if (next.by().equals(Configurations.FILE)) {
            said = next.body();
            fault = null;
        }
    }
}
