-- Lines of the logs of runs are in files.
DROP TABLE run_log;
