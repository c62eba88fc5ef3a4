from cin_cli.main import main

main()
