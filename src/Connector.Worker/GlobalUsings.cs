global using System.CommandLine;
global using Connector.Worker.Output;
