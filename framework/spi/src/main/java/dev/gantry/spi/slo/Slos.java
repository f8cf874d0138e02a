package dev.gantry.spi.slo;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;
import java.util.Optional;

/** The objectives in {@code conf/slos} and how they are met. Thread-safe. */
@ProviderType
public interface Slos {

    /** All, by id, as of the last evaluation, some seconds ago at most. */
    List<Slo> list();

    /** One. */
    Optional<Slo> find(String id);

    /** Files that are not in force; what they said before is. */
    List<SloProblem> problems();

    /** Rules for Prometheus that alert as Gantry itself does: of all objectives, as YAML. */
    String rules();

    /**
     * The rules of one objective, as YAML.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}
     */
    String rules(String id);

    /**
     * What {@code promtool test rules} proves the rules of one objective with, as YAML; it expects
     * them in the file {@code gantry-slo-<id>.rules.yaml} beside it.
     *
     * @throws dev.gantry.spi.run.GantryException {@code NOT_FOUND}
     */
    String tests(String id);
}
