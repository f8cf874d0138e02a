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

    /**
     * The last verdict that the detector gave for this check, so that a change can be judged; looks
     * that broke in between are passed over. Empty at the first.
     */
    Optional<Verdict> previous();
}
