package dev.gantry.api.context;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A request to stop: by a person, by a time limit, or because Gantry stops. It comes first as this
 * flag; code that does not react is interrupted after a grace period, and abandoned after another.
 * Thread-safe.
 *
 * <pre>{@code
 * try (Registration stop = context.cancellation().onRequest(process::destroy)) {
 *     process.waitFor();
 * }
 * context.cancellation().check();
 * }</pre>
 */
@ProviderType
public interface Cancellation {

    /** Whether the work shall stop. Once true, it stays true. */
    boolean requested();

    /**
     * Returns at once while nobody asked to stop. The usual way to be cancellable: call it between
     * two pieces of work.
     *
     * @throws CancelledException if the work shall stop
     */
    void check();

    /**
     * Calls {@code action} once when a stop is requested, or at once if it already was; on a thread
     * of Gantry, which it must not block for long. For code that waits where a flag does not reach,
     * for instance on a child process. What it throws is logged.
     *
     * @return close it to withdraw the action; without effect when that already ran
     */
    Registration onRequest(Runnable action);
}
