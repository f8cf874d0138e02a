package dev.gantry.plugins.gate;

import dev.gantry.plugins.catalog.Promises;
import dev.gantry.plugins.catalog.Promises.Promise;
import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.PluginPlan.Touched;
import dev.gantry.spi.run.FieldError;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a version would do to schedules, checks and waiting runs. Thread-safe. */
public final class Impact {
    private final Users users;

    /** An impact on these. */
    public Impact(Users users) {
        this.users = users;
    }

    /**
     * All that would be touched.
     *
     * @param inService what would be replaced; {@code null} for nothing
     */
    public List<Touched> of(Promises inService, Promises next) {
        List<Touched> touched = new ArrayList<>();
        for (Promise term : next.contributions()) {
            Optional<Promise> old =
                    inService == null ? Optional.empty() : inService.find(term.kind(), term.id());
            served(inService, old.orElse(null), term, next, touched);
        }
        if (inService != null) {
            for (Promise term : inService.contributions()) {
                if (next.find(term.kind(), term.id()).isEmpty()) {
                    dropped(term, next, touched);
                }
            }
        }
        return List.copyOf(touched);
    }

    private void served(
            Promises inService, Promise old, Promise term, Promises next, List<Touched> touched) {
        Usage usage = new Usage(users, term.kind(), term.id());
        String version = "version " + next.version();
        for (Users.User user : usage.users()) {
            List<FieldError> wrong =
                    old == null
                            ? SchemaValidator.validate(term.input(), user.input())
                            : Usage.misfits(user.input(), old.input(), term.input());
            if (!wrong.isEmpty()) {
                FieldError first = wrong.getFirst();
                touched.add(
                        new Touched(
                                user.kind(),
                                user.id(),
                                "what it sets does not fit "
                                        + version
                                        + " ("
                                        + (first.pointer() + " " + first.message()).strip()
                                        + "), so it would fail: change it"));
            } else {
                touched.add(
                        new Touched(
                                user.kind(),
                                user.id(),
                                old == null
                                        ? "it would work with " + version
                                        : "it would go on with " + version));
            }
        }
        if (usage.open() > 0) {
            touched.add(
                    new Touched(
                            "runs",
                            term.id(),
                            old == null
                                    ? count(usage) + " would go to " + version
                                    : count(usage)
                                            + ": those in progress would end on version "
                                            + inService.version()
                                            + ", the others would go to "
                                            + version));
        }
    }

    private void dropped(Promise term, Promises next, List<Touched> touched) {
        Usage usage = new Usage(users, term.kind(), term.id());
        String why = "version " + next.version() + " does not offer " + term.id();
        for (Users.User user : usage.users()) {
            touched.add(
                    new Touched(
                            user.kind(),
                            user.id(),
                            term.kind() == Kind.TASK
                                    ? "its runs would be blocked, as " + why
                                    : "it could no longer be told, as " + why));
        }
        if (usage.open() > 0) {
            touched.add(
                    new Touched("runs", term.id(), count(usage) + " would be blocked, as " + why));
        }
    }

    private static String count(Usage usage) {
        return usage.open() == 1
                ? "1 open run"
                : (usage.open() >= Users.CAP ? Users.CAP + " or more" : usage.open())
                        + " open runs";
    }
}
