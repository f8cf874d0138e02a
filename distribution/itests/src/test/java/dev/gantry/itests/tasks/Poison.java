package dev.gantry.itests.tasks;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Good in version 1.0.0; later ones do what a plugin must not do. */
@TaskType(id = "test.poison")
public final class Poison implements Task<Poison.Params, Poison.Done> {

    public record Params(String how) {}

    public record Done(String version) {}

    @Override
    public Done run(Params params, TaskContext context) throws IOException {
        String version;
        try (var in = Poison.class.getResourceAsStream("/version.txt")) {
            version = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (version.equals("1.0.0")) {
            return new Done(version);
        }
        switch (params.how()) {
            case "exit" -> System.exit(7);
            case "halt" -> Runtime.getRuntime().halt(7);
            case "hang" -> hang();
            case "memory" -> eat();
            default -> throw new IllegalArgumentException(params.how());
        }
        return new Done(version);
    }

    private static void hang() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static void eat() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[100_000_000]);
        }
    }
}
