package dev.gantry.spi.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;

/**
 * A person's decision that no attempt begins: of a task type's runs, of a tenant's, of a service
 * class's, or of one run. What runs goes on.
 *
 * @param name of the task type, tenant or queue, or the run's id
 * @param reason why; never blank
 * @param by who decided
 * @param since when it was decided first
 */
public record Pause(Scope scope, String name, String reason, String by, Instant since) {

    /** What is held. */
    public enum Scope {
        /** All runs of a task type. */
        TASK,
        /** All runs of a tenant. */
        TENANT,
        /** All runs of a service class. */
        QUEUE,
        /** One run. */
        RUN;

        /** As a word in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Refuses {@code null}. */
    public Pause {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(since, "since");
    }

    /** Why a run does not start, for a person. */
    public String sentence() {
        String what = scope == Scope.RUN ? "it" : scope.word() + " " + name;
        return what
                + " is paused since "
                + since.truncatedTo(ChronoUnit.SECONDS)
                + " by "
                + by
                + ": "
                + reason;
    }
}
