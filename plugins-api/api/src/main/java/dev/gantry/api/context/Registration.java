package dev.gantry.api.context;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Something of the plugin's that Gantry calls, until this is closed. What the plugin does not close
 * ends with the work, or with the plugin, that it was made for. Thread-safe.
 *
 * <pre>{@code
 * try (Registration stop = context.cancellation().onRequest(process::destroy)) {
 *     process.waitFor();
 * }
 * }</pre>
 */
@ProviderType
public interface Registration extends AutoCloseable {

    /** Gantry calls it no more; without effect the second time. */
    @Override
    void close();
}
