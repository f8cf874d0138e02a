import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a command takes from its start to its end, with a Gantry that answers at once, beside a JVM that does nothing. */
final class CommandLine {
    private static final int STARTS = Integer.getInteger("starts", 20);
    private static final double AIM = 300;

    private CommandLine() {}

    public static void main(String[] args) throws Exception {
        Node.requireBuild();
        Path home = Node.home("command-line");
        Path jars = Node.INSTALLATION.resolve("bundles");
        for (String name : List.of("files", "process")) {
            Files.copy(jars.resolve(name + "-0.1.0.jar"), home.resolve("bundles").resolve(name + ".jar"));
        }
        Map<String, List<String>> commands = new LinkedHashMap<>();
        String gantry = Node.INSTALLATION.resolve("bin/gantry").toString();
        commands.put("java -version", List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-version"));
        for (String line : List.of("--version", "status", "run list", "run list -o yaml", "plugin list", "task show process.exec")) {
            List<String> command = new ArrayList<>(List.of(gantry));
            command.addAll(List.of(line.split(" ")));
            commands.put("gantry " + line, command);
        }
        Map<String, List<Double>> times = new LinkedHashMap<>();
        try (Node node = Node.start(home, "")) {
            for (int i = 0; i < STARTS + 2; i++) {
                for (Map.Entry<String, List<String>> each : commands.entrySet()) {
                    double took = millis(each.getValue(), node.home);
                    if (i >= 2) { // the first ones fill the caches of the disk
                        times.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(took);
                    }
                }
            }
        }
        IO.println(STARTS + " starts of each command, in turn, from fork to exit: median and range");
        times.forEach((name, all) -> Figures.row(name, all, "ms"));
        double slowest = times.values().stream().mapToDouble(Figures::median).max().orElseThrow();
        IO.println(String.format("  slowest median %.0f ms, aim %.0f ms: %s", slowest, AIM, slowest < AIM ? "met" : "missed"));
    }

    private static double millis(List<String> command, Path home) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GANTRY_HOME", home.toString());
        long began = System.nanoTime();
        int code = builder.start().waitFor();
        double took = (System.nanoTime() - began) / 1e6;
        if (code != 0) {
            throw new IOException(command + " ended with " + code);
        }
        return took;
    }
}
