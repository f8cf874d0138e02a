package dev.gantry.itests.tasks;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Doc;

/** A detector that finds what a browser would run, if it were let. */
@DetectorType(id = "test.scripted-check", title = Scripted.MARK, description = Scripted.MARK)
public final class ScriptedCheck implements Detector<ScriptedCheck.Config> {
    public record Config(@Doc(Scripted.MARK) String text) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) {
        return Verdict.of(Status.CRITICAL).because(config.text()).measured(config.text(), 1);
    }
}
