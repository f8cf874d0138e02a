package acme.tuned;

import dev.gantry.api.config.Settings;
import dev.gantry.api.schema.Default;
import dev.gantry.api.schema.Doc;
import dev.gantry.api.schema.Range;

import java.util.List;

/** Settings with defaults, and one rule that only the constructor knows. */
@Settings(title = "Limits", description = "What it may do")
public record Limits(
        @Doc("Largest number") @Default("5") @Range(min = 1) int limit,
        List<String> names,
        @Default("{\"first\": 1}") Inner inner) {

    public record Inner(int first) {}

    public Limits {
        if (names.contains("nobody")) {
            throw new IllegalArgumentException("nobody is no name");
        }
    }
}
