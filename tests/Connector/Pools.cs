using Connector.State;
using Connector.Store;
using Microsoft.Data.Sqlite;

namespace Connector.Tests;

/// <summary>Closes what pools keep open. Never all of them: the databases of the tests beside would have to be opened, and their schemas read, again.</summary>
internal static class Pools
{
    /// <summary>Those of the databases in a folder and below it.</summary>
    public static void Clear(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.db", SearchOption.AllDirectories))
        {
            foreach (var words in (string[])[StateDatabase.ConnectionTo(file), Mirror.ConnectionTo(file)])
            {
                using var connection = new SqliteConnection(words);
                SqliteConnection.ClearPool(connection);
            }
        }
    }
}
