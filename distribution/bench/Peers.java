import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The peers' harness: its {@code run.sh PEER STORE WORKLOAD …} prints what it found as JSON. */
final class Peers {
    private final Path folder;

    /** @param baselines where the harness is; {@code null} for no peers */
    Peers(Path baselines) throws IOException {
        folder = baselines == null ? null : Node.WORK.resolve("baselines");
        if (folder != null && !Files.exists(folder)) {
            Node.copyTree(baselines, folder);
        }
    }

    boolean there() {
        return folder != null;
    }

    /** What a peer found. */
    record Found(String json) {

        /** A number by its name. */
        double number(String name) throws IOException {
            Matcher number = Pattern.compile("\"" + name + "\": ?(-?[0-9.]+)").matcher(json);
            if (!number.find()) {
                throw new IOException("no " + name + " in " + json);
            }
            return Double.parseDouble(number.group(1));
        }
    }

    Found run(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", folder.resolve("run.sh").toString()));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME25", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return new Found(output);
    }
}
