import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The format check of the build, and with {@code fix} its cure. It runs on the JDK that compiles Gantry, since the
 * formatter parses with the compiler of the JDK that it runs on; that is why no Maven plugin does it. What was found to
 * be formatted is remembered in {@code target/} by its SHA-256, and not looked at again by that version.
 */
void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    var formatter = new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
    Path library = Path.of(Formatter.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path memory = root.resolve("target/formatted-by-" + library.getFileName() + ".txt");
    Set<String> known = Files.exists(memory) ? new HashSet<>(Files.readAllLines(memory)) : Set.of();
    Set<String> right = new TreeSet<>();
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(root)) {
        String before = Files.readString(file);
        if (known.contains(hash(before))) {
            right.add(hash(before));
            continue;
        }
        String after = formatter.formatSource(
                RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(before, Style.AOSP)));
        if (after.equals(before)) {
            right.add(hash(before));
            continue;
        }
        wrong.add(root.relativize(file));
        if (fix) {
            Files.writeString(file, after);
            right.add(hash(after));
        }
    }
    Files.createDirectories(memory.getParent());
    Files.write(memory, right);
    if (fix) {
        IO.println("formatted " + wrong.size() + " files");
    } else if (!wrong.isEmpty()) {
        System.err.println("Not formatted; cure: mvn -q -N validate -Dformat.mode=fix");
        wrong.forEach(file -> System.err.println("  " + file));
        System.exit(1);
    }
}

String hash(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
}

List<Path> sources(Path root) throws Exception {
    try (var files = Files.walk(root)) {
        return files.filter(f -> f.toString().endsWith(".java"))
                .filter(f -> root.relativize(f).toString().contains("src/"))
                .filter(f -> !root.relativize(f).toString().contains("archetype-resources/"))
                .filter(f -> !root.relativize(f).toString().contains("target/"))
                .sorted()
                .toList();
    }
}
