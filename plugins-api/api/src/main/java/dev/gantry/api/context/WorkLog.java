package dev.gantry.api.context;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The log of one run or inspection. Lines go to Gantry's own log with the ids of the work; those of
 * a run are also kept with it and shown live, up to a limit: beyond it the oldest lines stay and
 * further ones are counted. Never blocks and never throws. Thread-safe.
 *
 * <p>In a message each <code>{}</code> is replaced by the next argument. A {@link Throwable} as
 * last argument without a place of its own is added as stack trace text.
 *
 * <pre>{@code
 * context.log().warn("cannot read {}, going on without it", file, exception);
 * }</pre>
 */
@ProviderType
public interface WorkLog {

    /** Detail for the author; kept only where the operator asked for it. */
    void debug(String message, Object... arguments);

    /** What an operator wants to read afterwards. */
    void info(String message, Object... arguments);

    /** Something is odd, and the work goes on. */
    void warn(String message, Object... arguments);

    /** Something went wrong. Throw as well if the work shall count as failed. */
    void error(String message, Object... arguments);
}
