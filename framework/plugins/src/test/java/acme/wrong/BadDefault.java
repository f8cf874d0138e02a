package acme.wrong;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.DetectorType;
import dev.gantry.api.detect.Verdict;

/** Its configuration has a default that does not fit. */
@DetectorType(id = "wrong.default")
public final class BadDefault implements Detector<BadDefault.Config> {
    public record Config(@dev.gantry.api.schema.Default("7 days") java.time.Duration every) {}

    @Override
    public Verdict inspect(Config config, CheckContext context) {
        return Verdict.of(dev.gantry.api.detect.Status.OK);
    }
}
