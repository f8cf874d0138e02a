package dev.gantry.spi.store;

import dev.gantry.spi.run.SlaClass;

import java.util.Objects;

/**
 * What open runs are divided by while they wait: those of one lane stand in line by due time, and
 * no lane is behind another one.
 *
 * @param tenant whose runs they are
 * @param sla service class
 * @param priority within the class, -100 to 100
 */
public record Lane(String tenant, SlaClass sla, int priority) {

    /** Refuses {@code null}. */
    public Lane {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(sla, "sla");
    }
}
