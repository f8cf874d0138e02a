package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.slo.SloSeverity;
import dev.gantry.spi.slo.Slos;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Objectives whose budget burns, and files of objectives that are not in force. */
@Component
public final class SloConcerns implements ConcernSource {
    private final Slos slos;

    /** Over the objectives of this Gantry. */
    @Activate
    public SloConcerns(@Reference Slos slos) {
        this.slos = slos;
    }

    @Override
    public List<Concern> concerns() {
        List<Concern> found = new ArrayList<>();
        for (Slo slo : slos.list()) {
            worst(slo).ifPresent(alert -> found.add(concern(slo, alert)));
        }
        for (SloProblem problem : slos.problems()) {
            found.add(
                    new Concern(
                            "slo-file",
                            Severity.WARN,
                            problem.file() + " is not in force",
                            problem.problem(),
                            "Mend the file; it is read again by itself. What it said before is in"
                                    + " force meanwhile.",
                            "/slos",
                            null));
        }
        return found;
    }

    private static Optional<Slo.Alert> worst(Slo slo) {
        return slo.alerts().stream()
                .filter(Slo.Alert::firing)
                .min(Comparator.comparing(Slo.Alert::severity));
    }

    private static Concern concern(Slo slo, Slo.Alert alert) {
        boolean page = alert.severity() == SloSeverity.PAGE;
        return new Concern(
                "slo-burning",
                page ? Severity.CRITICAL : Severity.WARN,
                "Objective "
                        + slo.objective().id()
                        + (page ? " burns its budget fast" : " burns its budget"),
                Math.round(slo.remaining() * 100)
                        + "% of the error budget for "
                        + slo.objective().task()
                        + " is left.",
                "Look at the failing or slow runs of "
                        + slo.objective().task()
                        + ", and at what was deployed last.",
                Concern.page("/slos", slo.objective().id()),
                alert.since());
    }
}
