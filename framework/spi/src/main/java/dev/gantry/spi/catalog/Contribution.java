package dev.gantry.spi.catalog;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.RetryPolicy;

import java.time.Duration;

/**
 * Something that a plugin offers, or once offered.
 *
 * @param id task type, detector type, or panel with its plugin
 * @param provider revision that takes new work; the last one that did, when {@code available} is
 *     false
 * @param inputSchema JSON Schema of parameters or configuration
 * @param outputSchema JSON Schema of the result; {@code null} for none
 * @param timeout limit of one attempt, {@code null} for none
 * @param heartbeat how long an attempt may be silent, {@code null} for any time
 * @param retry the task type's own policy
 * @param look how it is shown; {@code null} for what is no panel, and for one that is gone
 * @param available whether an active revision offers it now
 * @param reason why not, in one sentence; {@code null} if available
 */
public record Contribution(
        Kind kind,
        String id,
        String title,
        String description,
        RevisionRef provider,
        String inputSchema,
        String outputSchema,
        Duration timeout,
        Duration heartbeat,
        RetryPolicy retry,
        PanelLook look,
        boolean available,
        String reason) {

    /** Not a panel; its attempts may be silent for any time. */
    public Contribution(
            Kind kind,
            String id,
            String title,
            String description,
            RevisionRef provider,
            String inputSchema,
            String outputSchema,
            Duration timeout,
            RetryPolicy retry,
            boolean available,
            String reason) {
        this(
                kind,
                id,
                title,
                description,
                provider,
                inputSchema,
                outputSchema,
                timeout,
                null,
                retry,
                null,
                available,
                reason);
    }
}
