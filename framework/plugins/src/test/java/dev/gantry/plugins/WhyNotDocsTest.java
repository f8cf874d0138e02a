package dev.gantry.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/**
 * The page {@code why-not.md} has every sentence that says why a plugin is not active. The
 * sentences are taken from the sources: all text of the classes that reject a revision, and of
 * those others that are named here. What varies in a sentence splits it; each of its pieces that
 * has several words must be on the page.
 */
class WhyNotDocsTest {
    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/main/java/dev/gantry/plugins"),
                    Path.of("../timing/src/main/java/dev/gantry/yaml"));
    private static final Path PAGE = Path.of("../../distribution/docs/why-not.md");
    private static final Pattern WORDS = Pattern.compile("[\\p{Alpha}@]{2,}[,;:]? \\p{Alpha}{2,}");

    /** What a class does that rejects a revision. */
    private static final Pattern REFUSES = Pattern.compile("new (Rejection|Untrusted)\\(");

    /** Classes that say why, without rejecting. */
    private static final Set<String> TELLERS =
            Set.of(
                    "Archive",
                    "Book",
                    "CatalogTable",
                    "Folder",
                    "Gate",
                    "Instances",
                    "JarCheck",
                    "JsonWriter",
                    "LastEnd",
                    "LiveCatalog",
                    "Offences",
                    "Quarantine",
                    "Retirement",
                    "SchemaWriter",
                    "Sentences",
                    "SettingsFile",
                    "TrustFolder",
                    "TrustWatch",
                    "Undertaker",
                    "Unpacking",
                    "UnreadableYamlException",
                    "YamlDocument");

    /** What is text in those classes and no reason: for logs, metrics, programmers and callers. */
    private static final Set<String> OTHERS =
            Set.of(
                    "GantryException",
                    "IllegalArgumentException",
                    "IllegalStateException",
                    "AssertionError");

    @Test
    void thePageHasEverySentence() throws IOException {
        String page =
                Files.readString(PAGE).replace("`", "").replaceAll("\\s+", " ").replace("\\|", "|");
        Map<String, Set<String>> missing = new TreeMap<>();
        Map<String, Set<String>> all = sentences();
        all.forEach(
                (type, pieces) ->
                        pieces.stream()
                                .filter(piece -> !page.contains(piece))
                                .forEach(
                                        piece ->
                                                missing.computeIfAbsent(type, _ -> new TreeSet<>())
                                                        .add(piece)));
        assertTrue(all.values().stream().mapToInt(Set::size).sum() > 120, all::toString);
        assertEquals(Map.of(), missing, "write them into distribution/docs/why-not.md");
    }

    private static Map<String, Set<String>> sentences() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, Set<String>> found = new TreeMap<>();
        List<Path> tellers = new ArrayList<>();
        for (Path folder : SOURCES) {
            try (Stream<Path> sources = Files.walk(folder)) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .filter(WhyNotDocsTest::tells)
                        .forEach(tellers::add);
            }
        }
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    null,
                                    null,
                                    files.getJavaFileObjectsFromPaths(tellers));
            for (CompilationUnitTree unit : task.parse()) {
                String name = Path.of(unit.getSourceFile().getName()).getFileName().toString();
                Pieces pieces = new Pieces();
                pieces.scan(unit, null);
                found.put(name.replace(".java", ""), pieces.found);
            }
        }
        return found;
    }

    private static boolean tells(Path file) {
        String name = file.getFileName().toString().replace(".java", "");
        try {
            return TELLERS.contains(name) || REFUSES.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The unchanging pieces of all text, adjoining literals joined. */
    private static final class Pieces extends TreeScanner<Void, Void> {
        private final Set<String> found = new TreeSet<>();

        @Override
        public Void visitLiteral(LiteralTree literal, Void nothing) {
            if (literal.getValue() instanceof String text) {
                add(text);
            }
            return null;
        }

        @Override
        public Void visitBinary(BinaryTree sum, Void nothing) {
            if (sum.getKind() != Tree.Kind.PLUS) {
                return super.visitBinary(sum, nothing);
            }
            List<Tree> parts = new ArrayList<>();
            flatten(sum, parts);
            StringBuilder piece = new StringBuilder();
            for (Tree part : parts) {
                if (part instanceof LiteralTree literal) {
                    piece.append(literal.getValue());
                } else {
                    add(piece.toString());
                    piece.setLength(0);
                    scan(part, nothing);
                }
            }
            add(piece.toString());
            return null;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            boolean log = call.getMethodSelect().toString().startsWith("LOG.");
            return log ? null : super.visitMethodInvocation(call, nothing);
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void nothing) {
            return OTHERS.contains(made.getIdentifier().toString())
                    ? null
                    : super.visitNewClass(made, nothing);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
            boolean pattern =
                    variable.getType() != null && "Pattern".equals(variable.getType().toString());
            return pattern ? null : super.visitVariable(variable, nothing);
        }

        private static void flatten(Tree tree, List<Tree> parts) {
            if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
                flatten(sum.getLeftOperand(), parts);
                flatten(sum.getRightOperand(), parts);
            } else {
                parts.add(tree);
            }
        }

        private void add(String piece) {
            String text = piece.replace("`", "").replaceAll("\\s+", " ").strip();
            if (WORDS.matcher(text).find()) {
                found.add(text);
            }
        }
    }
}
