package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gantry plugin}. */
@Command(
        name = "plugin",
        description = "Work with plugins.",
        subcommands = {
            PluginNew.class,
            PluginList.class,
            PluginShow.class,
            PluginPlan.class,
            PluginDrop.class,
            PluginActivate.class,
            PluginDecisions.RollBack.class,
            PluginDecisions.Promote.class,
            PluginDecisions.Pin.class,
            PluginDecisions.Unpin.class,
            PluginDecisions.Disable.class,
            PluginDecisions.Enable.class,
            PluginDecisions.Limit.class,
            PluginLogLevel.class,
            PluginDrain.class,
            PluginHistory.class,
            PluginUsage.class,
            ConfigCommands.class,
            PluginWhy.class,
            PluginDelete.class
        })
final class PluginCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
