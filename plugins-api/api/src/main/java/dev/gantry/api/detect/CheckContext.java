package dev.gantry.api.detect;

import dev.gantry.api.context.WorkContext;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Map;
import java.util.Optional;

/**
 * The check that a detector is called for.
 *
 * <pre>{@code
 * double before = context.previous().map(v -> v.measurements().get("bytes")).orElse(0.0);
 * }</pre>
 */
@ProviderType
public interface CheckContext extends WorkContext {

    /** The check's id. */
    String checkId();

    /** The labels that the operator gave the check. */
    Map<String, String> labels();

    /** The verdict before this one, so that a change can be judged; empty at the first. */
    Optional<Verdict> previous();
}
