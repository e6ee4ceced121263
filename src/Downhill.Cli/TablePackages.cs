using Downhill.Parquet;
using Downhill.Sqlite;
using Downhill.Tables;

namespace Downhill.Cli;

/// <content>The packages.</content>
internal static partial class TableFiles
{
    static partial void RegisterPackages()
    {
        TableFileFormat.Register(ParquetTable.Format);
        TableFileFormat.Register(ArrowTable.Format);
        TableFileFormat.Register(SqliteTable.Format);
    }
}
