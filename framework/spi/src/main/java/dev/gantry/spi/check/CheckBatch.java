package dev.gantry.spi.check;

import java.util.List;

/**
 * What came of checks that were written down together.
 *
 * @param checks ids, in the order of the text
 * @param problems what is wrong; nothing was changed if one of them is refused
 * @param changed how many checks are new, or other than before
 */
public record CheckBatch(List<String> checks, List<CheckProblem> problems, int changed) {

    /** Takes copies. */
    public CheckBatch {
        checks = List.copyOf(checks);
        problems = List.copyOf(problems);
    }

    /** Whether nothing was changed because of what is wrong. */
    public boolean refused() {
        return problems.stream().anyMatch(CheckProblem::refused);
    }
}
