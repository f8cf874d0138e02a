package dev.gantry.spi.catalog;

import dev.gantry.api.metric.Metrics;
import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.RevisionRef;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Optional;
import java.util.Set;

/**
 * The right to call one contribution of one revision. While it is open, the revision is not
 * stopped. Close it in any case; use it from one thread at a time. No object of the plugin may be
 * kept beyond it.
 */
@ProviderType
public interface Lease extends AutoCloseable {

    /** The revision that will be called. */
    RevisionRef revision();

    /** An instance for this lease alone: a task or a detector. */
    Object instance();

    /** What the plugin's code shall have as context class loader. */
    ClassLoader loader();

    /**
     * The input record made from JSON, defaults filled in.
     *
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} with the fields if it does not fit
     */
    Record input(String json);

    /**
     * An object of the plugin as JSON; {@code null} gives {@code null}.
     *
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} if it cannot be written
     */
    String write(Object value);

    /**
     * An object of the plugin from JSON, for what {@link #write} wrote.
     *
     * @throws dev.gantry.spi.run.GantryException {@code REFUSED} if it does not fit
     */
    <T> T read(String json, Class<T> type);

    /**
     * The settings of the plugin as they are now; may be called on any thread.
     *
     * @param type the plugin's settings record
     * @throws IllegalArgumentException if the plugin's settings are of another type, or it has none
     */
    <T> T settings(Class<T> type);

    /**
     * The values among the plugin's settings that are secret, as text, as they are now; may be
     * called on any thread.
     */
    default Set<String> secrets() {
        return Set.of();
    }

    /** The metrics of the revision's own; may be called on any thread. */
    default Metrics metrics() {
        return PluginMeters.NONE;
    }

    /** Whether {@code failure} is of a type after which another attempt is pointless. */
    boolean permanent(Throwable failure);

    /**
     * The first frame of {@code failure}, or of its causes, in the plugin's own code.
     *
     * @return as {@code acme.Cleanup.run(Cleanup.java:42)}, or {@code null}
     */
    String frame(Throwable failure);

    /**
     * Notes what the plugin's code did under this lease; may be called on any thread.
     *
     * @param detail one sentence for a person
     */
    void blame(Offence offence, String detail);

    /**
     * The revision that the process died on while it held an earlier lease for the same work.
     *
     * @return empty if it did not, or this is not the first lease for that work since
     */
    default Optional<RevisionRef> died() {
        return Optional.empty();
    }

    /** Gives the lease back. */
    @Override
    void close();
}
