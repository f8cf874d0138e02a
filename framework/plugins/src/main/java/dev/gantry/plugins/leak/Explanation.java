package dev.gantry.plugins.leak;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What holds a class loader, in words.
 *
 * @param sentence for the author of the plugin
 * @param detail all of it
 * @param passing whether it goes by itself, so that it is no leak
 */
record Explanation(String sentence, String detail, boolean passing) {
    private static final String HELD = "its classes are still held by ";

    /** Places of the JDK where things are registered that nobody takes away again. */
    private static final Map<String, String> REGISTRIES =
            Map.of(
                    "java.lang.ApplicationShutdownHooks.hooks",
                    "a shutdown hook: remove it in @Deactivate with Runtime.removeShutdownHook",
                    "java.sql.DriverManager.registeredDrivers",
                    "a JDBC driver that is still registered: deregister it in @Deactivate with"
                            + " DriverManager.deregisterDriver",
                    "java.lang.management.ManagementFactory.platformMBeanServer",
                    "an MBean that is still registered: unregister it in @Deactivate",
                    "java.lang.Thread.defaultUncaughtExceptionHandler",
                    "the default handler of uncaught exceptions: set it back in @Deactivate");

    /**
     * Puts a trail in words.
     *
     * @param owner the bundle that a class belongs to, if any
     */
    static Explanation of(Trail trail, Function<String, Optional<String>> owner) {
        return new Explanation(sentence(trail, owner), detail(trail), trail.soft());
    }

    /**
     * For a loader that no reference in the heap leads to. What native code holds is a root of the
     * dump, so this is compiled code of a busy method which was made for the classes of that
     * loader.
     */
    static Explanation unseen() {
        return new Explanation(
                "its classes are held by compiled code only, which the JVM drops when that is made"
                        + " anew or rests: nothing to do",
                "",
                true);
    }

    /** For a loader that was not searched for. */
    static Explanation unknown(String why) {
        return new Explanation(
                "its classes are still held, and nothing tells by what: " + why, "", false);
    }

    private static String sentence(Trail trail, Function<String, Optional<String>> owner) {
        if (trail.soft()) {
            return "its classes are held by soft references only, which the JVM cuts when memory"
                    + " gets scarce: nothing to do";
        }
        return HELD
                + switch (trail.root()) {
                    case Trail.StaticField root -> ofStatic(root, trail, owner);
                    case Trail.OfThread root -> ofThread(root, trail);
                    case Trail.Local(String thread, String at) ->
                            "a local variable of the thread "
                                    + quoted(thread)
                                    + (at == null ? "" : " at " + at)
                                    + ": let that method return in @Deactivate";
                    case Trail.Native() ->
                            "native code" + with(trail) + ": close in @Deactivate what it opened";
                    case Trail.Other() ->
                            "the JVM"
                                    + with(trail)
                                    + ": end in @Deactivate what it started, and restart Gantry"
                                    + " to be rid of it";
                };
    }

    private static String ofStatic(
            Trail.StaticField root, Trail trail, Function<String, Optional<String>> owner) {
        String field = root.type() + "." + root.field();
        String registry = REGISTRIES.get(field);
        if (registry != null) {
            return registry;
        }
        String place =
                root.field().startsWith("<")
                        ? "a call site in the class " + root.type()
                        : "the static field " + field;
        return place
                + owner.apply(root.type()).map(o -> " of " + o).orElse("")
                + through(trail)
                + ": remove what it registered there in @Deactivate";
    }

    /** The first object, and the plugin's own nearest to it. */
    private static String through(Trail trail) {
        Trail.Step first = trail.steps().getFirst();
        String own = nearest(trail);
        return first.own() ? ", which is " + own : ", through " + first.type() + with(own);
    }

    private static String with(Trail trail) {
        return with(nearest(trail));
    }

    private static String with(String own) {
        return ", which holds " + own;
    }

    /** The plugin's own object that the rest holds. */
    private static String nearest(Trail trail) {
        List<Trail.Step> steps = trail.steps();
        for (int i = 0; i < steps.size(); i++) {
            Trail.Step step = steps.get(i);
            if (step.own()) {
                return switch (step.what()) {
                    case OBJECT -> "the plugin's object of " + step.type();
                    case CLASS -> "the plugin's class " + step.type();
                    case LOADER ->
                            i > 0 && steps.get(i - 1).type().startsWith("org.apache.felix.")
                                    ? "the plugin's bundle"
                                    : "the plugin's class loader";
                };
            }
        }
        return "the plugin's class loader";
    }

    private static String ofThread(Trail.OfThread root, Trail trail) {
        Trail.Step thread = trail.steps().getFirst();
        String name = "the thread " + quoted(root.name());
        boolean local =
                thread.via().equals("threadLocals")
                        || thread.via().equals("inheritableThreadLocals");
        if (local) {
            return name
                    + " (a ThreadLocal value of it holds "
                    + nearest(trail)
                    + "): call remove() on that ThreadLocal where the work ends";
        }
        String how =
                switch (thread.via()) {
                    case "contextClassLoader" -> "its context class loader";
                    case "<class>" -> "it is " + nearest(trail);
                    case "uncaughtExceptionHandler" -> "its handler of uncaught exceptions";
                    default -> "it works for " + nearest(trail);
                };
        return name
                + " ("
                + how
                + ")"
                + (root.at() == null ? "" : ", running " + root.at())
                + ": end that thread in @Deactivate";
    }

    private static String quoted(String name) {
        return name == null || name.isEmpty() ? "without a name" : "\"" + name + "\"";
    }

    private static String detail(Trail trail) {
        String root =
                switch (trail.root()) {
                    case Trail.StaticField(String type, String field) ->
                            "static " + type + "." + field;
                    case Trail.OfThread(String name, String at) ->
                            "thread " + quoted(name) + (at == null ? "" : " at " + at);
                    case Trail.Local(String thread, String at) ->
                            "local variable of thread "
                                    + quoted(thread)
                                    + (at == null ? "" : " at " + at);
                    case Trail.Native() -> "JNI";
                    case Trail.Other() -> "JVM";
                };
        return root
                + trail.steps().stream()
                        .map(
                                step ->
                                        "\n  "
                                                + (step.what() == Trail.What.CLASS ? "class " : "")
                                                + step.type()
                                                + (step.via().isEmpty() ? "" : " " + step.via()))
                        .collect(Collectors.joining());
    }
}
