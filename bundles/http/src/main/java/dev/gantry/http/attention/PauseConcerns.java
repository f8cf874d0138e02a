package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.run.Pause;
import dev.gantry.spi.run.RunControl;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;

/** Queues, task types and tenants that people hold back. */
@Component
public final class PauseConcerns implements ConcernSource {
    private final RunControl control;

    /** Over the pauses in force. */
    @Activate
    public PauseConcerns(@Reference RunControl control) {
        this.control = control;
    }

    @Override
    public List<Concern> concerns() {
        return control.pauses().stream()
                .filter(pause -> pause.scope() != Pause.Scope.RUN)
                .map(PauseConcerns::concern)
                .toList();
    }

    private static Concern concern(Pause pause) {
        String what = pause.scope().word() + " " + pause.name();
        return new Concern(
                "pause",
                Severity.INFO,
                what + " is paused",
                "By " + pause.by() + ": " + pause.reason(),
                "Resume the " + what + " when the reason is gone.",
                switch (pause.scope()) {
                    case TASK -> Concern.page("/tasks", pause.name());
                    case TENANT -> "/limits";
                    default -> "/nodes";
                },
                pause.since());
    }
}
