package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gantry tenant}. */
@Command(
        name = "tenant",
        description = "Work with tenants: quotas, and holding back their runs.",
        subcommands = {
            TenantQuotas.ListTenants.class,
            TenantQuotas.Show.class,
            TenantQuotas.Change.class,
            TenantQuotas.Delete.class,
            TenantCommands.Pause.class,
            TenantCommands.Resume.class
        })
final class TenantCommands implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    static String path(String name) {
        return "/api/v1/tenants/" + Api.escape(name);
    }

    @Command(
            name = "pause",
            description = "Start no attempt of a tenant's runs; what runs goes on.")
    static final class Pause extends PauseCommands.Hold {
        @Parameters(paramLabel = "TENANT", description = "Name of the tenant.")
        private String name;

        @Override
        String path() {
            return TenantCommands.path(name);
        }
    }

    @Command(name = "resume", description = "Let a paused tenant go on.")
    static final class Resume extends PauseCommands.Release {
        @Parameters(paramLabel = "TENANT", description = "Name of the tenant.")
        private String name;

        @Override
        String path() {
            return TenantCommands.path(name);
        }
    }
}
