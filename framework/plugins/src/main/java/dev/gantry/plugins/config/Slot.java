package dev.gantry.plugins.config;

import dev.gantry.plugins.schema.Codec;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.plugins.schema.Secrets;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.StoredConfig;

import org.osgi.framework.Bundle;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The settings of one live revision: its record, made by its own mapper. It lives and dies with the
 * revision. Thread-safe.
 */
public final class Slot {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RevisionRef ref;
    private final Bundle bundle;
    private final ClassLoader loader;
    private final SettingsType type;
    private final Codec codec = new Codec();
    private volatile Value value;
    private volatile String lag;

    /**
     * What it is set to.
     *
     * @param effective the values with all defaults, as JSON
     * @param secrets those that are secret, as text
     */
    record Value(long version, String effective, Object settings, Set<String> secrets) {}

    Slot(RevisionRef ref, Bundle bundle, ClassLoader loader, SettingsType type) {
        this.ref = ref;
        this.bundle = bundle;
        this.loader = loader;
        this.type = type;
    }

    /**
     * The settings as they are now.
     *
     * @throws IllegalArgumentException if they are of another type
     */
    public <T> T get(Class<T> wanted) {
        if (wanted != type.type()) {
            throw new IllegalArgumentException(
                    "the settings of "
                            + ref.plugin()
                            + " are a "
                            + type.type().getName()
                            + ", not a "
                            + wanted.getName()
                            + ": ask for the record with @Settings");
        }
        return wanted.cast(value.settings());
    }

    /** The values among them that are secret, as text. */
    public Set<String> secrets() {
        return value.secrets();
    }

    RevisionRef ref() {
        return ref;
    }

    Bundle bundle() {
        return bundle;
    }

    SettingsType type() {
        return type;
    }

    Value value() {
        return value;
    }

    /** Why it does not work with the newest version; {@code null} if it does. */
    String lag() {
        return lag;
    }

    void set(Value next) {
        value = next;
        lag = null;
    }

    void lag(String why) {
        lag = why;
    }

    /**
     * Makes the record of a version, or of all defaults for {@code null}, which runs the plugin's
     * constructor: on a thread of its own, and bounded. Nothing is set.
     *
     * @throws GantryException {@code REFUSED} with the fields if the values do not fit
     */
    Value bind(StoredConfig config) {
        long version = config == null ? 0 : config.version();
        String json = config == null ? Values.NONE : config.body();
        List<FieldError> errors = SchemaValidator.validate(type.schema(), json);
        if (!errors.isEmpty()) {
            throw new GantryException(Code.REFUSED, Values.told(errors), errors);
        }
        String effective = SchemaValidator.complete(type.schema(), json);
        FutureTask<Object> record =
                new FutureTask<>(() -> codec.input(type.schema(), json, type.type()));
        Thread thread =
                Thread.ofPlatform().daemon().name("gantry-settings " + ref).unstarted(record);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return new Value(
                    version,
                    effective,
                    record.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                    Secrets.in(type.schema(), effective));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GantryException refused) {
                throw new GantryException(Code.REFUSED, Values.told(refused), refused.fields());
            }
            throw new GantryException(
                    Code.REFUSED, type.type().getName() + " cannot be made: " + e.getCause());
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new GantryException(
                    Code.REFUSED,
                    type.type().getName()
                            + " was not made within "
                            + PATIENCE.toSeconds()
                            + " s: let its constructor only check values");
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new GantryException(Code.UNAVAILABLE, "Gantry stops: try again later");
        }
    }
}
