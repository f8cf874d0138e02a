package dev.gantry.plugin.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Each plugin has one wrong class, and its build says the one right sentence. */
class WrongPluginsTest {
    private static final String TASK = "its task type acme.work ";
    private static final String COMPONENT =
            TASK + "cannot be offered: component in of acme.Work$Params ";

    @TempDir Path folder;

    @ParameterizedTest
    @MethodSource({"types", "parameters", "annotations", "others"})
    void saysTheSentence(Wrong wrong) throws Exception {
        assertEquals(List.of(wrong.sentence()), wrong.in(folder).faults());
    }

    static Stream<Wrong> types() {
        return Stream.of(
                new Wrong(
                        "not a task",
                        TASK
                                + "is acme.Work, which implements neither Task nor PhasedTask: let it"
                                + " implement one",
                        "@TaskType(id = \"acme.work\") public final class Work {}"),
                new Wrong(
                        "not a detector",
                        "its detector acme.work is acme.Work, which does not implement Detector: let"
                                + " it do so",
                        "@DetectorType(id = \"acme.work\") public final class Work {}"),
                new Wrong(
                        "not a panel",
                        "its panel work is acme.Work, which does not implement Panel: let it do"
                                + " so",
                        "@PanelType(id = \"work\", module = \"view/work.js\") public final class Work"
                                + " {}"),
                new Wrong(
                        "abstract",
                        TASK
                                + "has class acme.Work, which is not public or is abstract: make it a"
                                + " public final class",
                        Wrong.task("", "").replace("final", "abstract")),
                new Wrong(
                        "not public",
                        TASK
                                + "has class acme.Work, which is not public or is abstract: make it a"
                                + " public final class",
                        Wrong.task("", "").replace("public final class", "final class")),
                new Wrong(
                        "a constructor with a parameter",
                        TASK
                                + "has class acme.Work, which has no public constructor without"
                                + " parameters: add one, or make it a component that provides its"
                                + " interface as a service",
                        Wrong.task("", "")
                                .replace("public record", "public Work(int n) {} public record")),
                new Wrong(
                        "parameters that are any record",
                        TASK + "has java.lang.Record as parameters: make it a record",
                        """
                        @TaskType(id = "acme.work")
                        public final class Work implements Task<Record, Void> {
                            public Void run(Record in, TaskContext context) { return null; }
                        }"""),
                new Wrong(
                        "a result that is no record",
                        TASK + "has java.lang.Object as a result: make it a record",
                        Wrong.task("", "").replace("Void", "Object")),
                new Wrong(
                        "no types",
                        TASK + "has P as parameters: make it a record",
                        """
                        @TaskType(id = "acme.work")
                        @SuppressWarnings("rawtypes")
                        public final class Work implements Task {
                            public Object run(Record in, TaskContext context) { return null; }
                        }"""),
                new Wrong(
                        "an id that is none",
                        "its task type has the id \"Acme Work\": use lower-case words of letters,"
                                + " digits and dashes, joined by dots, at most 100 characters",
                        Wrong.task("", "").replace("acme.work", "Acme Work")),
                new Wrong(
                        "one id twice",
                        "it offers task type acme.work twice: give each an id of its own",
                        Wrong.task("", "")
                                .replace(
                                        "public record",
                                        """
                                        @TaskType(id = "acme.work")
                                        public static final class Same implements Task<Params, Void> {
                                            public Void run(Params in, TaskContext c) { return null; }
                                        }
                                        public record""")));
    }

    static Stream<Wrong> parameters() {
        String schema =
                ", which has no schema: use text, numbers, booleans, enums, times, paths, URIs,"
                        + " records, or List, Set, Map with text keys and Optional of these";
        return Stream.of(
                new Wrong(
                        "a type without schema",
                        COMPONENT + "is a java.net.Socket" + schema,
                        Wrong.task("", "java.net.Socket in")),
                new Wrong(
                        "a map with other keys",
                        COMPONENT
                                + "is a java.util.Map<java.lang.Integer, java.lang.String>"
                                + schema,
                        Wrong.task("", "java.util.Map<Integer, String> in")),
                new Wrong(
                        "a record in itself",
                        TASK
                                + "cannot be offered: acme.Work$Params contains itself, which has no"
                                + " schema: flatten it",
                        Wrong.task("", "Params in")),
                new Wrong(
                        "a default that is not JSON",
                        COMPONENT + "has a @Default that is not JSON: many",
                        Wrong.task("", "@Default(\"many\") int in")),
                new Wrong(
                        "a default outside the range",
                        COMPONENT + "has a @Default that does not fit: expected at most 5, got 9",
                        Wrong.task("", "@Range(max = 5) @Default(\"9\") int in")),
                new Wrong(
                        "a secret with a default",
                        COMPONENT
                                + "is a @Secret with a @Default, which everybody would see: remove the"
                                + " default",
                        Wrong.task("", "@Secret @Default(\"1234\") String in")),
                new Wrong(
                        "a range of a text",
                        COMPONENT + "has a @Range, which belongs on a number: remove it",
                        Wrong.task("", "@Range(min = 1) String in")),
                new Wrong(
                        "a range upside down",
                        COMPONENT
                                + "has a @Range whose min is above its max, so that nothing fits:"
                                + " correct it",
                        Wrong.task("", "@Range(min = 5, max = 1) int in")),
                new Wrong(
                        "a length of a number",
                        COMPONENT
                                + "has a @Length, which belongs on text, a List or a Set: remove it",
                        Wrong.task("", "@Length(min = 1) int in")),
                new Wrong(
                        "a length upside down",
                        COMPONENT
                                + "has a @Length whose min is above its max, so that nothing fits:"
                                + " correct it",
                        Wrong.task("", "@Length(min = 5, max = 1) String in")),
                new Wrong(
                        "a pattern of a number",
                        COMPONENT + "has a @Matches, which belongs on text: remove it",
                        Wrong.task("", "@Matches(\"[0-9]\") int in")),
                new Wrong(
                        "a pattern that is none",
                        COMPONENT
                                + "has a @Matches that is no regular expression: Unclosed character"
                                + " class",
                        Wrong.task("", "@Matches(\"[\") String in")));
    }

    static Stream<Wrong> annotations() {
        return Stream.of(
                new Wrong(
                        "a timeout that is none",
                        TASK
                                + "has the timeout soon, which is no ISO-8601 duration above zero:"
                                + " write it as PT10S",
                        Wrong.task(", timeout = \"soon\"", "")),
                new Wrong(
                        "a heartbeat of nothing",
                        TASK
                                + "has the heartbeat PT0S, which is no ISO-8601 duration above zero:"
                                + " write it as PT10S",
                        Wrong.task(", heartbeat = \"PT0S\"", "")),
                new Wrong(
                        "one wait",
                        TASK + "has the retry back-off PT1S: write it as PT1S..PT1M",
                        Wrong.task(", retry = @Retry(attempts = 2, backoff = \"PT1S\")", "")),
                new Wrong(
                        "waits that shrink",
                        TASK
                                + "has the retry back-off PT1M..PT1S: the wait grows from first to"
                                + " max, not from PT1M to PT1S",
                        Wrong.task(", retry = @Retry(attempts = 2, backoff = \"PT1M..PT1S\")", "")),
                new Wrong(
                        "no attempts",
                        TASK
                                + "has the retry back-off PT1S..PT5M: attempts must be from 1 to 1000,"
                                + " not 0",
                        Wrong.task(", retry = @Retry(attempts = 0)", "")),
                new Wrong(
                        "a limit that is none",
                        TASK
                                + "has the retry limit 1h, which is no ISO-8601 duration above zero:"
                                + " write it as PT10S",
                        Wrong.task(", retry = @Retry(attempts = 2, within = \"1h\")", "")));
    }

    static Stream<Wrong> others() {
        return Stream.of(
                new Wrong(
                        "a panel without script",
                        "its panel work has the module view/work.js, which is not in the JAR: put it"
                                + " into src/main/resources/view/work.js",
                        Wrong.panel("module = \"view/work.js\"")),
                new Wrong(
                        "a script at the top",
                        "its panel work has the module \"work.js\": name a script in a folder of its"
                                + " own, as panel/disk.js",
                        Wrong.panel("module = \"work.js\"")),
                new Wrong(
                        "a panel without rest",
                        "its panel work has the refresh PT0.1S: make it PT1S or more",
                        Wrong.panel("module = \"view/work.js\", refresh = \"PT0.1S\""),
                        "-includeresource",
                        "view/work.js;literal='export default 1'"),
                new Wrong(
                        "settings that are no record",
                        "its settings acme.Limits are no record: make it a record",
                        Wrong.task("", "") + "@Settings class Limits {}"),
                new Wrong(
                        "settings twice",
                        "it has 2 records with @Settings, acme.Least and acme.Most: make one of them,"
                                + " with the others as components",
                        Wrong.task("", "")
                                + "@Settings record Most() {} @Settings record Least() {}"),
                new Wrong(
                        "a configuration without schema",
                        "its detector acme.look has java.lang.Record as configuration: make it a"
                                + " record",
                        """
                        @DetectorType(id = "acme.look")
                        public final class Look implements Detector<Record> {
                            public Verdict inspect(Record in, CheckContext context) { return null; }
                        }"""));
    }
}
