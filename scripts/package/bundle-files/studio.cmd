@echo off
"%~dp0node.exe" "%~dp0program\out\main\cli.js" %*
