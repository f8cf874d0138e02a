package dev.gantry.plugin.build;

import java.nio.file.Path;

/**
 * A plugin that is wrong in one way.
 *
 * @param sentence what the build says
 * @param source of its one class
 * @param bnd names and values of instructions, by turns
 */
record Wrong(String what, String sentence, String source, String... bnd) {
    @Override
    public String toString() {
        return what;
    }

    PluginSource in(Path folder) {
        PluginSource plugin = new PluginSource(folder).source(source);
        for (int i = 0; i < bnd.length; i += 2) {
            plugin.with(bnd[i], bnd[i + 1]);
        }
        return plugin;
    }

    static String task(String annotation, String components) {
        return """
        @TaskType(id = "acme.work"%s)
        public final class Work implements Task<Work.Params, Void> {
            public record Params(%s) {}
            public Void run(Params in, TaskContext context) { return null; }
        }
        """
                .formatted(annotation, components);
    }

    static String panel(String annotation) {
        return """
        @PanelType(id = "work", %s)
        public final class Work implements Panel<Work.Query, Work.Query> {
            public record Query() {}
            public Query data(Query in, PanelContext context) { return in; }
        }
        """
                .formatted(annotation);
    }
}
